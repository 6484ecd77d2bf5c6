import io.github.dbguard.TestPostgres

context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  def volume = "${shop.name()}_data".toString()
  assert log.contains('No volume of this target is pinned. Nothing was changed.')
  assert log.contains("Removed the pin dbguard-pin-$volume. Volume $volume is there, and Docker may remove it again.")
  assert TestPostgres.docker('inspect', "dbguard-pin-$volume".toString()).exitCode() != 0
  assert shop.psql('SELECT count(*) FROM users') == '500'
}
return true
