context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('Nothing to seed with.')
  assert log =~ /commits\.sql, line 2, has COMMIT: all of a seed runs in one transaction/
  assert log.contains('fails.sql, line 2: ERROR:  relation "nowhere" does not exist')
  assert log.contains('All of it was rolled back')
  assert log.contains('no-such-file.sql')
  assert log.contains('The command ended with exit code 1: false')
  assert log.count('MojoFailureException') >= 3
  assert shop.psql('SELECT count(*) FROM users') == '0'
}
return true
