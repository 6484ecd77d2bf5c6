context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log =~ /\[ERROR\] sales\.order_items +\| +1,200 +\| +1,199 +\| +-1 +\| +1,199 +\| ROWS_LOST  FAILS/
  assert log =~ /FAIL: ROWS_LOST in sales\.order_items: /
  assert log.contains('MojoFailureException')
  def backup = new File(basedir, ".dbguard/backups/${shop.name()}-db").listFiles()[0].name
  assert log.contains("Every row of the baseline is in the backup .dbguard/backups/${shop.name()}-db/$backup")
  def report = new groovy.json.JsonSlurper().parse(new File(basedir, '.dbguard/reports/verify-counts.json'))
  assert report.verdict == 'FAIL'
  assert report.changes*.cause == ['ROWS_LOST']
}
return true
