context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('There is no command to deploy with.')
  assert log.contains('-Ddbguard.command="docker compose up -d --no-deps web"')
  assert log.contains('dbguard.timeout is 0.')
  assert log.contains('The command ended with exit code 127: ./no-such-deploy.sh')
  assert log =~ /PASS: no row lost/
  assert log.count('BUILD FAILURE') == 3
  assert !new File(basedir, '.dbguard/journal').list().any { it.startsWith('deploy-') }
}
return true
