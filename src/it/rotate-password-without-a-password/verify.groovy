context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log =~ /There is no password in .*\.env: it does not exist/
  assert log.contains('-Ddbguard.generate=true')
  assert log.contains('MojoExecutionException')
}
return true
