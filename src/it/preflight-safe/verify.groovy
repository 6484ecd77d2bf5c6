context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('Skipped: dbguard did not look at anything (dbguard.preflight.skip=true).')
  assert log =~ /\[INFO\] ok +PGDATA +\/var\/lib\/postgresql\/data is on volume ${shop.name()}_data/
  assert log =~ /\[INFO\] ok +password +the server takes the password that the Compose file/
  assert log =~ /\[WARNING\] warning +pin +volume ${shop.name()}_data is not pinned/
  assert log =~ /SAFE to deploy on ${shop.name()}-db: 18 checks, 2 warnings, 3 notes\./
  assert log =~ /NOT SAFE to deploy on ${shop.name()}-db: .* It is about: pin, backup\./
  assert log.contains('dbguard.failOn is "sometimes"')
  assert !log.contains('throwaway-secret')
  def report = new groovy.json.JsonSlurper().parse(new File(basedir, '.dbguard/reports/preflight.json'))
  assert report.lines.size() == 18
  assert !report.safe
  assert !report.lines.any { it.severity == 'ERROR' }
}
return true
