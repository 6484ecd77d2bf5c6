def log = new File(basedir, 'build.log').text
def second = log.lastIndexOf('Scanning for projects')
def all = log.substring(0, second)
assert all.contains('shop-db: 2 backups, 5.7 kB')
assert all =~ /20240102T100000Z-v1.4 \| +[\d,]+ days \| 4.7 kB \| app +\| 2,600 \| v1.4  \| no       \| pinned \| -/
assert all.indexOf('20240102T100000Z-v1.4 |') < all.indexOf('20240101T100000Z      |') : 'the newest first'
assert all.contains('[WARNING] 20240103T100000Z is damaged: dump/app/toc.dat is missing')
assert all.contains('[WARNING] 20240104T100000Z.partial is unfinished: ')
assert all.contains('stats-db: 1 backup, 1.0 kB')
assert all.contains('Whole backups: 3, 6.7 kB.')
assert all.contains('reports/backups.json')

def one = log.substring(second)
assert one.contains('stats-db: 1 backup, 1.0 kB')
assert !one.contains('shop-db:')
def report = new groovy.json.JsonSlurper().parse(new File(basedir, '.dbguard/reports/backups.json'))
assert report.format == 1
assert report.list*.id == ['20240101T100000Z']
return true
