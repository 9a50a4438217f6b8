"""What a cell of a notebook from outside reaches for, and does not get."""

import sys
from pathlib import Path

import pytest
from tally import tally
from test_engines import guarded

from iomlib.build import guard
from iomlib.build.landlock import confine

SHARED = Path("/dev/shm")  # noqa: S108  of the system
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc and no Landlock")

# By Python's own ways, which the audit hook sees.
READ = [
    "open(secret).read()",
    "os.symlink(secret, 'link'); open('link').read()",
    "os.symlink(secret.parent, 'link'); open('link/' + secret.name).read()",
    "open(f'/proc/self/root{secret}').read()",
    "open(f'/proc/self/cwd/{os.path.relpath(secret)}').read()",
    "os.chdir(secret.parent); open(secret.name).read()",
    "shutil.copy(secret, 'mine.txt')",
    "os.sendfile(1, os.open(secret, os.O_RDONLY), 0, 3)",
    "open('/dev/shm/' + shared).read()",
    "os.symlink('/dev/shm', 'link'); open('link/' + shared).read()",
    "open(f'/proc/{os.getppid()}/environ', 'rb').read()",
    "open(f'/proc/{os.getppid()}/cmdline', 'rb').read()",
    "open(f'/proc/{os.getppid()}/maps').read()",
    "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
    "open(f'/proc/{os.getppid()}/task/{os.getppid()}/environ', 'rb').read()",
    "open('/proc/1/environ', 'rb').read()",
]
CHANGED = [
    "os.setxattr(outside / 'input.csv', 'user.a', b'x')",
    "os.removexattr(outside / 'input.csv', 'user.a')",
]
# Past Python, which only the system sees. A snippet that comes to its end was let through.
BEHIND = [
    "os.read(os.open('../' * 20 + str(secret), os.O_RDONLY, dir_fd=os.open('/usr', os.O_RDONLY)), 9)",
    "os.open('new.txt', os.O_WRONLY | os.O_CREAT, dir_fd=os.open(outside, os.O_RDONLY))",
    "os.mkdir('d'); os.symlink(secret.parent, 'd/l'); "
    "os.open('l/' + secret.name, os.O_RDONLY, dir_fd=os.open('d', os.O_RDONLY))",
    "import posix; posix.open('../' * 20 + str(secret), os.O_RDONLY, dir_fd=posix.open('/usr', os.O_RDONLY))",
    "open(f'/proc/{os.getppid()}/root{secret}').read()",
    "os.readlink(f'/proc/{os.getppid()}/fd/0')",
    "os.listdir(f'/proc/{os.getppid()}/cwd/')",
    "subprocess.run(['cat', secret], check=True, capture_output=True)",
    "subprocess.run(['cp', 'mine.txt', outside / 'new.txt'], check=True, capture_output=True)",
    "subprocess.run(['rm', outside / 'input.csv'], check=True, capture_output=True)",
    "subprocess.run(['sh', '-c', f'echo x >> {outside}/input.csv'], check=True, capture_output=True)",
    "subprocess.run([sys.executable, '-Ic', f'open({str(secret)!r})'], check=True, capture_output=True)",
    "import pyarrow.csv; pyarrow.csv.read_csv(secret)",
    "sqlite3.connect(f'file:{secret}?mode=ro', uri=True).execute('select 1')",
    "import ctypes; assert ctypes.CDLL(None).open(bytes(secret), 0) >= 0",
    "import ctypes; assert ctypes.CDLL(None).unlink(bytes(outside / 'input.csv')) == 0",
    "os.mkfifo(outside / 'new.txt')",
    "os.mknod(outside / 'new.txt')",
    "socket.socket(socket.AF_UNIX).bind(str(outside / 'new.txt'))",
]
ALLOWED = [
    "import multiprocessing; multiprocessing.Lock(); multiprocessing.Queue(); multiprocessing.Semaphore(2)",
    "from multiprocessing.shared_memory import SharedMemory as S; s = S(create=True, size=9); s.close(); s.unlink()",
    "import concurrent.futures as c\nwith c.ProcessPoolExecutor(1) as pool: assert list(pool.map(abs, [-1])) == [1]",
    "open('/dev/urandom', 'rb').read(3); open('/dev/zero', 'rb').read(3); open('/dev/null', 'w').write('x')",
    "open('/proc/meminfo').read(); open('/proc/self/status').read()",
    "import psutil; psutil.Process().memory_info(); psutil.virtual_memory()",
    "import pwd; pwd.getpwuid(os.getuid())",
    "os.makedirs('p/q'); os.rename('mine.txt', 'p/q/mine.txt'); shutil.rmtree('p')",
    "subprocess.run('echo x | tee below.txt', shell=True, check=True, capture_output=True)",
    "import pyarrow; pyarrow.OSFile(str(outside / 'input.csv')).read()",
    "sqlite3.connect('own.db').execute('create table a (b)')",
    "os.link('mine.txt', 'other.txt'); os.truncate('other.txt', 1)",
]


def system_holds():
    """Say whether this system can hold a process to its files, by trying it in one that ends at once."""
    import os

    child = os.fork()
    if child == 0:
        os._exit(0 if confine("/tmp", ["/usr"]) else 1)  # noqa: S108
    return os.waitpid(child, 0)[1] == 0


HELD = system_holds() if sys.platform == "linux" else False


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder, elsewhere = tmp_path_factory.mktemp("inside"), tmp_path_factory.mktemp("elsewhere")
    secret = elsewhere / "secret.csv"
    secret.write_text("secret\n1\n")
    shared = SHARED / f"iomlib-{elsewhere.name}.csv"
    shared.write_text("secret")
    names = f"secret = Path({str(secret)!r}); shared = {shared.name!r}\n"
    try:
        said = guarded(folder, [names + each for each in (*READ, *CHANGED, *BEHIND, *ALLOWED)], network=False)
    finally:
        shared.unlink()
    assert (folder / "input.csv").read_text() == "kept"
    assert not (folder / "new.txt").exists()
    broke = [each for each in (*READ, *CHANGED, *(BEHIND if HELD else ())) if not said[names + each]]
    tally("cells that reach out of their folder", len(READ) + len(CHANGED) + len(BEHIND) * HELD, len(broke))
    return {snippet.removeprefix(names): words for snippet, words in said.items()}


@pytest.mark.parametrize("snippet", READ)
def test_reading_what_a_report_was_not_given_is_refused(snippet, told):
    assert told[snippet] == f"Refused: {guard.READS}"


@pytest.mark.parametrize("snippet", CHANGED)
def test_changing_what_a_report_was_given_is_refused(snippet, told):
    assert told[snippet] == f"Refused: {guard.WRITES}"


@pytest.mark.skipif(not HELD, reason="this system has no Landlock")
@pytest.mark.parametrize("snippet", BEHIND)
def test_what_goes_past_python_is_refused_by_the_system(snippet, told):
    assert told[snippet], "it was let through"
    assert "SyntaxError" not in told[snippet] and "NameError" not in told[snippet]


@pytest.mark.parametrize("snippet", ALLOWED)
def test_what_libraries_need_is_left_to_them(snippet, told):
    assert told[snippet] == ""
