context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('The command can destroy the data: docker compose down -v')
  assert log.contains('-Ddbguard.allowDestructive="<reason>"')
  assert log =~ /error +password +the server refuses the password/
  assert log.contains('It is not safe to deploy: see the lines of preflight above. It is about: password.')
  assert !new File(basedir, 'deployed').exists()
  assert log =~ /FAIL: ROWS_LOST in "?Audit Log"?\."?Event/
  assert log =~ /Bring it back: mvn dbguard:restore -Ddbguard.backup=\S+ -Ddbguard.confirm=${shop.name()}-db/
  assert log.count('MojoFailureException') >= 3
  assert !log.contains('throwaway-secret') && !log.contains('changed-secret')
  assert shop.psql('SELECT count(*) FROM users') == '500'
}
return true
