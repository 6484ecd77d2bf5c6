context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log.contains("Target: container ${shop.name()}-db-1 (dbguard-testbed/postgres:15)")
  assert log =~ /Backup \d{8}T\d{6}Z-v1.4: [\d,]+ rows in \d+ tables of 2 database\(s\), .* in [\d.]+ s\./
  assert log.contains('mvn dbguard:verify-counts')

  def backups = new File(basedir, ".dbguard/backups/${shop.name()}-db").listFiles()
  assert backups.length == 1
  assert backups[0].name.endsWith('-v1.4')
  ['manifest.json', 'SHA256SUMS', 'globals.sql', 'dump/shop/toc.dat', 'dump/postgres/toc.dat'].each {
    assert new File(backups[0], it).isFile()
  }
  assert new File(basedir, '.dbguard/baseline.json').isFile()
  assert new File(basedir, '.dbguard/.gitignore').text == '*\n'
  assert !new File(basedir, 'target').exists()
  assert !new File(basedir, '${project.basedir}').exists()
}
return true
