def log = new File(basedir, 'build.log').text
assert log.contains('dbguard.keepLast is -1. Give how many backups the rule keeps, 0 for none. Nothing was changed.')
['many', '1.5'].each { assert log =~ /keepDaily: Cannot convert '$it' to int/ : 'Maven says so, before the goal is run' }
assert log.contains('There is no backup of a target "shop" (dbguard.target)')
assert log.contains('There are: shop-db')
assert new File(basedir, '.dbguard/backups/shop-db').list().length == 4
return true
