def log = new File(basedir, 'build.log').text
assert log.contains('[ERROR] error[compose-down-volumes]: It deletes the volumes of the Compose project')
assert log.contains('--> deploy.sh:3:1')
assert log.contains('MojoFailureException') || log.contains('Failed to execute goal')
assert new File(basedir, '.dbguard/reports/scan.sarif').text.contains('"ruleId": "compose-down-volumes"')
assert new File(basedir, '.dbguard/reports/scan.json').exists()
assert new File(basedir, '.dbguard/reports/scan.xml').text.contains('failures="1"')
return true
