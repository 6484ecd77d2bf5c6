context.shop.withCloseable {
  def log = new File(basedir, 'build.log').text
  def second = log.lastIndexOf('Scanning for projects')
  def good = log.substring(0, second)
  assert good =~ /sales\.payments +\| +400 +\| +399 +\| +-1 .* ROWS_LOST/
  assert good.contains('PASS: all that is lost is allowed: ')
  assert good.contains('users who can log in: 500 at the baseline, 500 now.')

  def bad = log.substring(second)
  assert bad.contains('users who can log in: Lower than before: 500 at the baseline, 250 now.')
  assert bad.contains('FAIL: 1 failed check: ')
  assert bad.contains('MojoFailureException')
  assert new File(basedir, '.dbguard/backups').listFiles()[0].list().length == 2
}
return true
