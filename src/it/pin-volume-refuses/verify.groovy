context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains("which goes with the container: there is nothing to pin.")
  assert log.contains('mount a named volume at /srv/data')
  assert log.contains('MojoFailureException')
}
return true
