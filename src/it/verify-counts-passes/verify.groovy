context.shop.withCloseable {
  def log = new File(basedir, 'build.log').text
  assert log =~ /\[INFO\] public\.users +\| +500 +\| +507 +\| +\+7 +\| +500 +\| ROWS_ADDED/
  assert log =~ /\[INFO\] PASS: no row lost: \d+ tables, [\d,]+ rows \(\+7\)\./
  def report = new groovy.json.JsonSlurper().parse(new File(basedir, '.dbguard/reports/verify-counts.json'))
  assert report.verdict == 'PASS'
  assert report.changes*.label == ['public.users']
}
return true
