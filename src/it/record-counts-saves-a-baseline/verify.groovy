context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log =~ /Baseline of ${shop.name()}-db: [\d,]+ rows in \d+ tables of 2 database\(s\)/
  def baseline = new groovy.json.JsonSlurper().parse(new File(basedir, '.dbguard/baseline.json'))
  assert baseline.keySet()[0] == 'format'
  assert baseline.backup == null
  assert baseline.counts.databases*.database == ['postgres', 'shop']
  assert !new File(basedir, '.dbguard/backups').exists()

  assert log.contains('Skipped: dbguard did not look at anything (dbguard.recordCounts.skip=true).')
  assert !new File(basedir, 'elsewhere').exists()
}
return true
