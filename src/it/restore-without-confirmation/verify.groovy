context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('[WARNING] Skipped: dbguard did not look at anything (dbguard.restore.skip=true).')
  assert log.contains("Nothing was changed. Say it: -Ddbguard.confirm=${shop.name()}-db")
  assert log.contains('MojoExecutionException')
  assert new File(basedir, ".dbguard/backups/${shop.name()}-db").list().length == 1
  assert shop.psql("SELECT count(*) FROM pg_database WHERE datname ~ '_before_|dbguard_'") == '0'
}
return true
