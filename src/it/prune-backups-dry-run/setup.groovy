import io.github.dbguard.backup.SampleBackup

def directory = new File(basedir, '.dbguard').toPath()
['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'].each {
  SampleBackup.of('shop-db', it + 'T10:00:00Z').write(directory)
}
return true
