import io.github.dbguard.TestPostgres

context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  def volume = "${shop.name()}_data".toString()
  assert log.contains('Skipped: dbguard did not look at anything (dbguard.pinVolume.skip=true).')
  assert log.contains("note: volume $volume is not pinned: docker compose down -v deletes it (mvn dbguard:pin-volume)")
  assert log.contains("Pinned volume $volume: container dbguard-pin-$volume runs and holds it.")
  assert log.contains("Not stopped: docker rm -f dbguard-pin-$volume")
  assert log.contains("Volume $volume is pinned already, by container dbguard-pin-$volume.")
  assert log.contains("note: volume $volume is pinned by container dbguard-pin-$volume")
  assert log.contains("\"another-db\" is not the name of the target, which is ${shop.name()}-db.")
  assert log.contains('MojoFailureException')

  // What the README of an application says.
  shop.compose('down', '-v', '--remove-orphans', '-t', '1')
  assert TestPostgres.docker('volume', 'rm', '-f', volume).exitCode() != 0
  shop.up()
  assert shop.psql('SELECT count(*) FROM users') == '500'
}
return true
