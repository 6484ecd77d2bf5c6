context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('Role "shop_a" has a new password, and the server takes it. It logs in for role "shop"')
  assert log.contains('The server has this password of role "shop_a" already: nothing was changed there.')
  assert log.contains('Role "shop_b" has a new password')
  assert log.contains('Role "shop_a" keeps its password until the next rotation: whoever still has it is not refused.')
  assert log.contains('The password of the owner role "shop" was not touched')
  assert log =~ /-Ddbguard\.role=shop -Ddbguard\.generate=true -Ddbguard\.envFile=\.env\.owner/
  assert log =~ /Every row is there: [\d,]+\. Sessions stayed open; no login was refused\./
  assert log.contains('dbguard.strategy is in-place or alternate, not "both".')

  def read = { String name ->
    def m = new File(basedir, name).text =~ /^POSTGRES_USER=(\w+)\nPOSTGRES_PASSWORD=([A-Za-z0-9_-]{40})\nDATABASE_URL=postgres:\/\/(.*)@db\/shop\n$/
    assert m.matches()
    assert m[0][3] == "${m[0][1]}:${m[0][2]}"
    [m[0][1], m[0][2]]
  }
  def (role, password) = read('.env')
  def (roleBefore, passwordBefore) = read('.env.previous')
  assert [role, roleBefore] == ['shop_b', 'shop_a']
  assert !log.contains(password) && !log.contains(passwordBefore)

  // The container's own address asks for a password, as applications find it.
  def server = shop.server()
  def login = { String user, String secret -> server.exec('sh', '-c', 'PGPASSWORD=$1 psql -XAtw -h $(hostname -i) -U $2 -d shop -c "SELECT count(*) FROM users"', 'sh', secret, user) }
  assert login(role, password).stdout().trim() == '500'
  assert login(roleBefore, passwordBefore).stdout().trim() == '500'
  // The command that the goal printed has changed the owner's own.
  assert login('shop', 'throwaway-secret').exitCode() != 0
  def own = (new File(basedir, '.env.owner').text =~ /POSTGRES_PASSWORD=(.*)/)[0][1]
  assert login('shop', own).stdout().trim() == '500'
}
return true
