context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log =~ /\[ERROR\] error +next volume +docker compose up would put the data on volume renamed_data, and it lies on volume ${shop.name()}_data/
  assert log =~ /\[ERROR\] error +password +the server refuses the password/
  assert log.contains('Leave the volume alone')
  assert log =~ /NOT SAFE to deploy on ${shop.name()}-db: 18 checks, 2 errors, .* It is about: next volume, password\./
  assert log.contains('MojoFailureException')
  assert log =~ /\bSAFE to deploy on ${shop.name()}-db: 18 checks, 2 errors/
  assert !log.contains('throwaway-secret') && !log.contains('changed-secret')
}
return true
