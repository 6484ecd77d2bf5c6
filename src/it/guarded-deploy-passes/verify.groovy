context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  def steps = ['ok       password', 'Backup ', "Pinned volume ${shop.name()}_data",
               'Deploying: docker compose --progress plain up -d --no-deps web', '[INFO] the application is up',
               "note: volume ${shop.name()}_data is pinned", 'BUILD SUCCESS']
  def places = steps.collect { log.indexOf(it.toString()) }
  assert !places.contains(-1) && places == places.sort(false): [steps, places].transpose()
  assert log =~ /PASS: no row lost: \d+ tables/
  assert !log.contains('made the database\'s container anew')
  assert !log.contains('throwaway-secret')
  assert shop.compose('ps', '-q', 'web').stdout()
  assert !new File(basedir, '.dbguard/journal').list().any { it.startsWith('deploy-') }
}
return true
