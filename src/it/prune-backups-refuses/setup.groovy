import io.github.dbguard.backup.SampleBackup

def directory = new File(basedir, '.dbguard').toPath()
['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'].each {
  SampleBackup.of('shop-db', it + 'T10:00:00Z').write(directory)
}
// Its size is right, one byte is not: only the checksum tells.
def dump = directory.resolve('backups/shop-db/20240104T100000Z/dump/app/toc.dat').toFile()
def bytes = dump.bytes
bytes[500] = 1
dump.bytes = bytes
return true
