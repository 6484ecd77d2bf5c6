import io.github.dbguard.TestPostgres

context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  def pin = "dbguard-pin-${shop.name()}_data".toString()
  assert log.contains("Without its pin ($pin) Docker may remove the volume, and nobody has said yes to that.")
  assert log.contains("Nothing was changed. Say it: -Ddbguard.confirm=${shop.name()}-db")
  assert log.contains('MojoExecutionException')
  assert TestPostgres.docker('inspect', '--format', '{{.State.Status}}', pin).stdout().strip() == 'running'
}
return true
