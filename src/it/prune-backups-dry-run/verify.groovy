def log = new File(basedir, 'build.log').text
assert log =~ /keep   \| 20240104T100000Z \| +[\d,]+ days \| 1.0 kB \| newest, last 1, daily 2024-01-04/
assert log =~ /keep   \| 20240103T100000Z \| .* \| daily 2024-01-03/
assert log =~ /delete \| 20240102T100000Z \| .* \| no rule keeps it/
assert log.contains('Would delete 2 of 4 backups of shop-db: 2.0 kB.')
assert log.contains('Nothing was changed. To delete, run it again with -Ddbguard.apply=true')
assert new File(basedir, '.dbguard/backups/shop-db').list().length == 4
return true
