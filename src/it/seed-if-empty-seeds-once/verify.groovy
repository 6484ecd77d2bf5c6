context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains('Skipped: dbguard did not look at anything (dbguard.seedIfEmpty.skip=true).')
  assert log.contains('Seeded database shop: 1 of 2 tables hold rows now.')
  assert log.count('Did not seed database shop: 1 of 2 tables hold rows. Nothing was changed.') == 2
  assert log.contains('  public.users: 2 rows')
  assert log =~ /\[INFO\] \S*seed-if-empty-seeds-once\n/
  assert log.contains('and its tables are still empty')
  assert shop.psql('SELECT count(*) FROM users') == '2'
}
return true
