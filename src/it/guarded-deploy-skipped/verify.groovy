def log = new File(basedir, 'build.log').text
assert log.contains('[WARNING] Skipped: dbguard did not look at anything (dbguard.guardedDeploy.skip=true).')
assert !new File(basedir, '.dbguard').exists()
return true
