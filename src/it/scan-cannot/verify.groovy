def log = new File(basedir, 'build.log').text
assert log.contains('dbguard.failOn=loud is none of error, warning, note and none. Nothing was scanned.')
assert log =~ /dbguard.knownFindings names \S*no-such.json, which is not there/
assert log.contains('dbguard.changedSince=--all is no commit. Nothing was scanned.')
assert log.count('Not read: compose.yaml: ') == 2
assert log.contains('What was not read may hold anything: compose.yaml')
assert log.contains('-Ddbguard.failOnUnread=false')
return true
