import io.github.dbguard.backup.SampleBackup

// The application's database is running, and held far more when it was last backed up.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up().seed()
def directory = new File(basedir, '.dbguard').toPath()
def target = context.shop.name() + '-db'
SampleBackup.of(target, '2024-01-01T10:00:00Z').pinnedByItsMaker().write(directory)
SampleBackup.of(target, '2024-01-02T10:00:00Z').write(directory)
SampleBackup.of(target, '2024-01-03T10:00:00Z').holding(1000000, 1000).write(directory)
SampleBackup.of('other-db', '2024-01-01T10:00:00Z').write(directory)
SampleBackup.of('other-db', '2024-01-02T10:00:00Z').write(directory)
return true
