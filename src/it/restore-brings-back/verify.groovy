context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  def backups = new File(basedir, ".dbguard/backups/${shop.name()}-db").list().sort()
  assert backups.size() == 2
  assert backups[1].endsWith('-before-restore')
  assert log =~ /Restored shop: [\d,]+ rows in \d+ tables, [\d,]+ before; every count is the backup's\./
  assert log =~ /public\.users: 0 before, 500 now/
  assert log.contains("Backup ${backups[0]} is back on ${shop.name()}-db")
  assert log.contains("Safety backup of what was there: .dbguard/backups/${shop.name()}-db/${backups[1]}")
  def kept = (log =~ /The database that was there is (shop_before_\d{8}_\d{6}) now, and takes no connections\./)[0][1]
  assert log.contains('PASS: no row lost')
  assert shop.psql('SELECT count(*) FROM users') == '500'
  shop.psql("ALTER DATABASE $kept ALLOW_CONNECTIONS true")
  assert shop.server().psql(kept, 'SELECT count(*) FROM users') == '0'
  assert new File(basedir, '.dbguard/journal').list().length == 0
}
return true
