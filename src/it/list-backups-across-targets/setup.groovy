import io.github.dbguard.backup.SampleBackup

// Two targets; in one of them a backup that lost a file, and one whose run was killed.
def directory = new File(basedir, '.dbguard').toPath()
SampleBackup.of('shop-db', '2024-01-01T10:00:00Z').write(directory)
SampleBackup.of('shop-db', '2024-01-02T10:00:00Z').labelled('v1.4').holding(2600, 4711).pinnedByItsMaker().write(directory)
def damaged = SampleBackup.of('shop-db', '2024-01-03T10:00:00Z').write(directory)
assert damaged.resolve('dump/app/toc.dat').toFile().delete()
assert directory.resolve('backups/shop-db/20240104T100000Z.partial').toFile().mkdir()
SampleBackup.of('stats-db', '2024-01-01T10:00:00Z').write(directory)
return true
