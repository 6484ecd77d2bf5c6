context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('The new password cannot be used')
  assert log.contains('MojoFailureException')
  assert new File(basedir, '.env').text == 'POSTGRES_PASSWORD=throwaway-secret\n'
  assert !new File(basedir, '.env.previous').exists()
  assert shop.psql("SELECT rolpassword FROM pg_authid WHERE rolname = 'shop'") == context.verifier
}
return true
