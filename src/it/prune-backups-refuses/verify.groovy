def log = new File(basedir, 'build.log').text
assert log.contains('Nothing of shop-db was deleted: its newest backup, 20240104T100000Z, does not match its checksums: '
    + 'dump/app/toc.dat was altered')
assert log.contains('Every backup is as it was.')
assert log.contains('MojoFailureException')
assert new File(basedir, '.dbguard/backups/shop-db').list().length == 4
return true
