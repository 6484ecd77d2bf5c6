def log = new File(basedir, 'build.log').text
assert log.contains('0 errors, 0 warnings, 0 notes; 1 suppressed; 1 file not read.')
assert log.contains('[WARNING] Not read: broken.sh: a double quote is not closed')
assert log.contains('[WARNING] Skipped: dbguard did not look at anything (dbguard.scan.skip=true).')
assert log.contains('What was not read may hold anything: broken.sh')
return true
