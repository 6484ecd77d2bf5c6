context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('.env.previous was missing. It is made anew, with the password that the server has had.')
  assert log.contains('The password of role "shop" is changed: the server takes the new one and refuses the one before.')
  assert log =~ /Every row is there: [\d,]+\. Sessions stayed open; new logins were refused for \d+ ms at most\./
  assert log.contains('Written: .env.previous\n')
  assert log =~ /Backup of before: \.dbguard\/backups\/${shop.name()}-db\/\d{8}T\d{6}Z-before-rotation/
  assert log.contains("The next docker compose up -d makes the database's container anew")

  assert log.contains('The server has this password of role "shop" already: nothing was changed there.')

  assert log.contains('Written: .env.previous, .env\n')
  assert new File(basedir, '.env.previous').text == '# written by the pipeline\nPOSTGRES_PASSWORD="brand new"\n'
  assert new File(basedir, '.env').text ==~ /# written by the pipeline\nPOSTGRES_PASSWORD="[A-Za-z0-9_-]{40}"\n/
  def password = (new File(basedir, '.env').text =~ /"(.*)"/)[0][1]
  assert !log.contains(password) && !log.contains('brand new')
  assert new File(basedir, '.dbguard/journal').list().length == 0

  // The container's own address asks for a password, as applications find it.
  def server = shop.server()
  def login = { String secret -> server.exec('sh', '-c', 'PGPASSWORD=$1 psql -XAtw -h $(hostname -i) -U shop -d shop -c "SELECT count(*) FROM users"', 'sh', secret) }
  assert login(password).stdout().trim() == '500'
  assert login('brand new').exitCode() != 0
}
return true
