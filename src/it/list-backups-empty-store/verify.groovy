def log = new File(basedir, 'build.log').text
assert log.count('There is no backup in .dbguard/backups. Make one: mvn dbguard:pre-deploy-backup') == 2
assert log.contains('[WARNING] Skipped: dbguard did not look at anything (dbguard.listBackups.skip=true).')
assert log.contains('[WARNING] Skipped: dbguard did not look at anything (dbguard.pruneBackups.skip=true).')
assert !new File(basedir, '.dbguard').exists()
return true
