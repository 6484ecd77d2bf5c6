context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log =~ /The backup .* is damaged:\n.*dump\/shop\/\d+\.dat\.gz/
  assert log.contains('Nothing was changed. Take another one: mvn dbguard:list-backups')
  assert log.contains('MojoFailureException')
  assert new File(basedir, ".dbguard/backups/${shop.name()}-db").list().length == 1
  assert shop.psql("SELECT count(*) FROM pg_database WHERE datname ~ '_before_|dbguard_'") == '0'
  assert shop.psql('SELECT count(*) FROM users') == '500'
}
return true
