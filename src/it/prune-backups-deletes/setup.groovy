import io.github.dbguard.backup.SampleBackup

def directory = new File(basedir, '.dbguard').toPath()
['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'].each {
  SampleBackup.of('shop-db', it + 'T10:00:00Z').write(directory)
}
// Another target with a name that begins alike, and a backup that the last deploy is measured against.
SampleBackup.of('shop-db-2', '2023-01-01T10:00:00Z').write(directory)
SampleBackup.of('shop-db', '2024-01-02T10:00:00Z').asBaseline(directory)
return true
