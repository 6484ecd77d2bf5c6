context.shop.withCloseable { shop ->
  def log = new File(basedir, 'build.log').text
  assert log =~ /\[WARNING\] The backup \d{8}T\d{6}Z holds far less than 20240103T100000Z before it: [\d,]+ rows instead of 1,000,000/
  assert log.contains("Deleted 1 of 4 backups of ${shop.name()}-db: 1.0 kB freed.")

  def left = new File(basedir, ".dbguard/backups/${shop.name()}-db").listFiles().sort { it.name }
  assert left.length == 3
  assert left[0].name == '20240101T100000Z'
  assert left[1].name == '20240103T100000Z' : 'the newest that has the database app, which is not there any more'
  assert new groovy.json.JsonSlurper().parse(new File(left[2], 'manifest.json')).pinned
  assert new File(left[2], 'dump/shop/toc.dat').isFile()
  assert new File(basedir, '.dbguard/backups/other-db').list().length == 2 : 'only its own target is pruned'
}
return true
