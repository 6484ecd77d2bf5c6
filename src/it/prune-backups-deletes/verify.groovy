def log = new File(basedir, 'build.log').text
assert log =~ /deleted \| 20240101T100000Z \| .* \| no rule keeps it/
assert log =~ /keep    \| 20240102T100000Z \| .* \| the baseline's/
assert log.contains('Deleted 1 of 4 backups of shop-db: 1.0 kB freed.')
assert log.contains('Nothing of shop-db-2 was deleted.')
assert log.contains('Whole backups: 4, 4.0 kB.')
def backups = new File(basedir, '.dbguard/backups')
assert new File(backups, 'shop-db').list().sort() == ['20240102T100000Z', '20240103T100000Z', '20240104T100000Z']
assert new File(backups, 'shop-db-2').list().length == 1
return true
