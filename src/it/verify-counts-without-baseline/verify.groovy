context.shop.withCloseable {
  def log = new File(basedir, 'build.log').text
  assert log.contains('There is no baseline at ' + new File(basedir, '.dbguard/baseline.json'))
  assert log.contains('mvn dbguard:record-counts')
  assert log.contains('MojoExecutionException')
  assert !new File(basedir, '.dbguard').exists()
}
return true
