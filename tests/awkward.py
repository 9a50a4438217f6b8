"""Cells that are hard to run anywhere but in a kernel; `test_engines.py` runs them both ways.

One after another in one notebook: a later cell may use what an earlier one made. What is written past
Python (to a descriptor, by a subprocess) is followed by a pause: a kernel reads it in a thread of its
own and would lose it otherwise.
"""

NOTEBOOK = r"""
# %% one value
1 + 1
# %% nothing shown
quiet = 1;
# %% two statements
1
2
# %% print and value
print('printed')
'valued'
# %% both streams
import sys
print('out')
print('err', file=sys.stderr)
print('out again')
# %% flushes
for word in 'abc':
    print(word, flush=True)
# %% carriage returns
print('10%\r20%\r30%', end='')
# %% unicode
print('£ − ’ é 漢字 🙂'); '£ − ’ é 漢字 🙂'
# %% half a surrogate
import time
print('\ud83d')
time.sleep(0.5)
# %% nul and bell
print('a\x00b\x07c')
# %% long output
print('x' * 2_000_000)
# %% many lines
for n in range(20_000):
    print(n)
# %% long value
list(range(5_000))
# %% underscore
40 + 2
_ if '_' in dir() else None
# %% value before
_
# %% In and Out
len(In), sorted(Out)[:3], In[1], Out[1], _1, _i1
# %% user_ns
get_ipython().user_ns['quiet'], get_ipython().user_ns is globals()
# %% name of the module
__name__, __doc__, '__file__' in globals()
# %% main module
import sys
sys.modules['__main__'].quiet
# %% pickle
import pickle
class Kept:
    pass
type(pickle.loads(pickle.dumps(Kept()))) is Kept, Kept.__module__
# %% source of a function
import inspect
def shown():
    return 1
inspect.getsource(shown)
# %% help
import io
shown?
# %% names at the start
sorted(n for n in dir() if n.startswith('_') and not n[1:].lstrip('i').isdigit())
# %% class of the shell
type(get_ipython()).__name__, type(get_ipython()).__module__, get_ipython().banner[:6]
# %% execution count
get_ipython().execution_count
# %% html
class Rich:
    def _repr_html_(self):
        return '<b>rich</b>'
Rich()
# %% mime bundle
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'text/plain': 'p', 'application/json': {'a': (1, 2)}}, {'application/json': {'x': 1}}
Bundle()
# %% many mime types
from IPython.display import HTML, JSON, SVG, Image, Latex, Markdown, Math, Javascript
display(HTML('<i>x</i>'), JSON({'a': 1}), Latex('$x$'), Markdown('*x*'), Math('x'), Javascript('1'))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg"/>'))
display(Image(data=b'\x89PNG\r\n\x1a\n' + bytes(range(256)), format='png'))
# %% repr that fails
class Bad:
    def __repr__(self):
        raise ValueError('no repr')
Bad()
# %% html that fails
class Half:
    def _repr_html_(self):
        raise ValueError('no html')
Half()
# %% raw mime
display({'text/plain': 'a', 'text/x-own': 'b'}, raw=True)
# %% odd keys
display({'application/json': {1: None, 'x': (1,), 'y': float('inf')}}, raw=True)
# %% display then print
display('first'); print('second'); display('third'); print('fourth')
# %% data frame
import pandas as pd
pd.DataFrame({'a': [1, 2], 'b': ['x', None]})
# %% styler
pd.DataFrame({'a': [1]}).style.set_uuid('fixed')
# %% updated
handle = display('before', display_id='one')
handle.update('after')
# %% updated from another cell
handle.update('later still')
# %% update of nothing
from IPython.display import update_display
update_display('x', display_id='nobody')
# %% shown twice under one id
display('p', display_id='two')
display('q', display_id='two')
# %% cleared
from IPython.display import clear_output
print('gone')
clear_output()
print('kept')
# %% cleared when the next comes
print('gone')
clear_output(wait=True)
print('kept')
# %% cleared for nothing
print('stays')
clear_output(wait=True)
# %% display in a loop
for n in range(3):
    clear_output(wait=True)
    display(n)
# %% captured
%%capture kept
print('hidden'); display('hidden too')
# %% shown again
kept.show()
# %% output hook
from contextlib import redirect_stdout
import io
with redirect_stdout(io.StringIO()) as text:
    print('x')
text.getvalue()
# %% own displayhook
import sys
sys.displayhook is get_ipython().displayhook
# %% exception
1 / 0
# %% exception in a function
def outer():
    return inner()
def inner():
    raise KeyError('a name')
outer()
# %% exception with notes
error = ValueError('x')
error.add_note('a note')
raise error
# %% exception group
raise ExceptionGroup('two', [ValueError(1), TypeError('b')])
# %% cause
try:
    1 / 0
except ZeroDivisionError as error:
    raise RuntimeError('because') from error
# %% syntax error
this is not Python
# %% indentation
if True:
x = 1
# %% null byte
x = '<NUL>'
# %% assertion
assert [1, 2] == [1, 3], 'differ'
# %% error after output
print('before')
display('shown')
raise ValueError('after')
# %% SystemExit
import sys
sys.exit(0)
# %% SystemExit with a text
raise SystemExit('because')
# %% KeyboardInterrupt
raise KeyboardInterrupt
# %% GeneratorExit
raise GeneratorExit
# %% recursion
def deep(n):
    return deep(n + 1)
try:
    deep(0)
except RecursionError as error:
    print(type(error).__name__)
# %% our own error
from iomlib.errors import DataError
raise DataError(['row 2 is wrong', 'row 11 is wrong'])
# %% exit
exit
# %% quit with a code
quit(3)
# %% last traceback
import sys
type(sys.last_value).__name__
# %% custom exception handler
import sys
sys.excepthook.__name__
# %% input
input('Name? ')
# %% getpass
import getpass
getpass.getpass()
# %% stdin
import sys
sys.stdin.read()
# %% breakpoint
breakpoint()
# %% warning
import warnings
warnings.warn('look out')
# %% warning twice
def careful():
    warnings.warn('again')
for _n in range(3):
    careful()
# %% deprecation
warnings.warn('old', DeprecationWarning, stacklevel=1)
# %% warning of a library
import numpy as np
np.array([1.0]) / np.array([0.0])
# %% warning as error
with warnings.catch_warnings():
    warnings.simplefilter('error')
    warnings.warn('raised')
# %% logging
import logging
logging.getLogger('own').warning('logged')
# %% logging of the root
logging.warning('logged'); len(logging.getLogger().handlers)
# %% terminal
import sys
sys.stdout.isatty(), sys.stderr.isatty(), sys.stdin.isatty(), sys.stdout.encoding
# %% kind of stream
type(sys.stdout).__mro__[-4:], hasattr(sys.stdout, 'buffer'), sys.stdout.writable()
# %% not a text
sys.stdout.write(3)
# %% fileno
isinstance(sys.stdout.fileno(), int)
# %% written to descriptor 1
import os, time
print('a')
n = os.write(1, b'raw\n')
time.sleep(0.5)
# %% written to descriptor 2
n = os.write(2, 'raw £\n'.encode())
time.sleep(0.5)
# %% subprocess
import subprocess
code = subprocess.run(['echo', 'from a child'], check=True).returncode
time.sleep(0.5)
# %% subprocess that fails
subprocess.run(['false'], check=True)
# %% subprocess captured
subprocess.run(['echo', 'x'], capture_output=True, text=True).stdout
# %% os.system
n = os.system('echo by the shell; echo to stderr >&2')
time.sleep(0.5)
# %% exclamation mark
!echo by the shell
# %% exclamation mark assigned
lines = !echo one; echo two
lines
# %% bash
%%bash
echo from bash
echo to stderr >&2
# %% script that fails
%%bash
exit 3
# %% threads
import threading
def work(n):
    print('thread', n)
for n in range(3):
    t = threading.Thread(target=work, args=(n,)); t.start(); t.join()
# %% thread that displays
t = threading.Thread(target=display, args=('from a thread',)); t.start(); t.join()
# %% thread that fails
t = threading.Thread(target=lambda: 1 / 0, name='failing'); t.start(); t.join()
# %% thread pool
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    done = list(pool.map(str, range(3)))
done
# %% fork
import os, warnings
# From Python 3.12 on a process with several threads, as a kernel's is, is warned of.
warnings.filterwarnings("ignore", "This process", DeprecationWarning)
pid = os.fork()
if pid == 0:
    print('child', flush=True)
    os._exit(0)
os.waitpid(pid, 0)[1]
# %% multiprocessing
import multiprocessing
def say():
    print('from a process')
p = multiprocessing.get_context('fork').Process(target=say); p.start(); p.join(); p.exitcode
# %% await
import asyncio
await asyncio.sleep(0.01, 'slept')
# %% running loop
type(asyncio.get_running_loop()).__name__, asyncio.get_event_loop().is_running()
# %% asyncio.run
nap = asyncio.sleep(0)
try:
    asyncio.run(nap)
finally:
    nap.close()
# %% gather
async def twice(x):
    await asyncio.sleep(0)
    print(x)
    return 2 * x
await asyncio.gather(twice(1), twice(2))
# %% async for
async def count():
    for n in range(3):
        yield n
async for n in count():
    print(n)
# %% async error
async def fails():
    raise ValueError('async')
await fails()
# %% coroutine not awaited
asyncio.iscoroutine(c := twice(1)), c.close()
# %% task
task = asyncio.create_task(twice(21))
# %% task that ran between cells
task.done() and task.result()
# %% cancelled
raise asyncio.CancelledError
# %% context variable
import contextvars
kept_var = contextvars.ContextVar('kept', default=0)
kept_var.set(7).old_value is contextvars.Token.MISSING
# %% context variable later
kept_var.get()
# %% generator
g = (n for n in range(2))
next(g), next(g), next(g, None)
# %% time magic
%time quiet
# %% timeit magic
%timeit -n1 -r1 pass
# %% matplotlib magic
%matplotlib inline
# %% unknown magic
%nothing
# %% cell magic unknown
%%nothing
x
# %% who
%who_ls Kept
# %% run
%%writefile beside.py
print('beside', __name__)
value = 5
# %% run it
%run beside.py
value
# %% import beside
import beside
beside.value
# %% working folder
import os
os.path.basename(os.getcwd()), sorted(n for n in os.listdir() if n.endswith('.py'))
# %% arguments
import sys
sys.argv[1:]
# %% path
'' in sys.path
# %% environment
{n: os.environ.get(n) for n in ('TERM', 'PAGER', 'MPLBACKEND', 'PYTHONHASHSEED', 'TZ')}
# %% connection
%connect_info
# %% history
%history -n 1-2
# %% javascript
%%javascript
1
# %% last input
_i, _ii[:3]
# %% config
'IPKernelApp' in get_ipython().config, get_ipython().parent is not None
# %% events
def after(*_):
    print('after the cell')
get_ipython().events.register('post_run_cell', after)
# %% event of this cell
get_ipython().events.unregister('post_run_cell', after)
# %% input transformer
x = 3
?x
# %% run_cell
get_ipython().run_cell('5 + 5').result
# %% system magic
get_ipython().getoutput('echo got')
# %% page
from IPython.core.page import page
page('paged')
# %% next input
get_ipython().set_next_input('x')
# %% comm
import comm
comm.create_comm(target_name='nobody', data={'a': 1}).comm_id != ''
# %% figure
import matplotlib.pyplot as plt
plt.plot([1, 2]);
# %% figure shown
figure, axes = plt.subplots(figsize=(2, 1))
axes.bar([1, 2], [3, 4])
plt.show()
# %% figure as value
plt.close('all')
figure
# %% figure as svg
%config InlineBackend.figure_formats = ['svg']
import matplotlib as mpl
mpl.rcParams['svg.hashsalt'] = 'x'
plt.figure(figsize=(1, 1)); plt.plot([1]);
# %% several figures
for n in range(2):
    plt.figure(figsize=(1, 1))
    plt.plot([n])
# %% figure and error
plt.figure(figsize=(1, 1)); plt.plot([1])
raise ValueError('after a figure')
# %% backend
mpl.get_backend(), plt.isinteractive(), plt.get_fignums()
# %% settings of matplotlib
{k: v for k, v in mpl.rcParams.items() if k not in mpl.rcParamsDefault or (v != mpl.rcParamsDefault[k])}
# %% pandas plot
pd.Series([1, 2]).plot(figsize=(1, 1));
# %% random
import random
random.random(), random.choice('abc')
# %% numpy's random
np.random.rand(2).tolist(), np.random.permutation(4).tolist()
# %% pandas' sample
pd.Series(range(10)).sample(3).tolist()
# %% generator of numpy
np.random.default_rng(1).integers(100)
# %% order of a set
list({'a', 'b', 'c', 'd'})
# %% identity
import uuid
len(str(uuid.uuid4()))
# %% progress bar
from tqdm.auto import tqdm
for n in tqdm([1], mininterval=9, bar_format='{n}'):
    pass
# %% rich
import rich
rich.print('[b]bold[/b]'); rich.get_console().is_jupyter
# %% progress of IPython
from IPython.display import ProgressBar
for n in ProgressBar(2):
    pass
# %% plain tracebacks
%xmode Plain
1 / 0
# %% tracebacks again
%xmode Context
# %% debug
%debug
# %% executor of the loop
await asyncio.get_running_loop().run_in_executor(None, sum, [1, 2])
# %% task left behind
left = asyncio.create_task(asyncio.sleep(600))
left.done()
# %% write elsewhere
open('../elsewhere.txt', 'w')
# %% write here
open('here.txt', 'w').write('x')
# %% temporary file
import tempfile
with tempfile.NamedTemporaryFile() as file:
    print(file.write(b'x'))
# %% network
import socket
socket.create_connection(('192.0.2.1', 80), timeout=1)
# %% network by name
import urllib.request
urllib.request.urlopen('http://example.org')
# %% a list without end
endless = []
while True:
    endless.append(bytes(1_000_000))
# %% after that
endless.clear()
'still here'
# %% too much memory
bytearray(10 ** 11)
# %% much memory of numpy
np.ones(10 ** 11)
# %% signal
import signal
signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
# %% modules of a kernel
'ipykernel' in sys.modules
# %% recursion limit
import sys
sys.getrecursionlimit()
# %% last
print('the end')
"""


def cells() -> dict[str, str]:
    """Return the source of each cell by its name."""
    parts = NOTEBOOK.split("\n# %% ")[1:]
    found = dict(part.rstrip("\n").split("\n", 1) for part in parts)
    assert len(found) == len(parts), "two cells have one name"
    return {name: source.replace("<NUL>", "\0") for name, source in found.items()}


CELLS = cells()
