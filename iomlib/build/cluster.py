"""Has reports made by the workers of a dask scheduler; the optional extra `cluster`.

A task carries all that a report is made from, and its files come back with the answer: scheduler
and workers need no disk in common with this machine, only the same iomlib.
"""

import json
import logging
import shutil
import signal
import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster, get_worker, wait
from distributed.client import FuturesCancelledError

from iomlib.build.fingerprint import of_closure, of_iomlib
from iomlib.build.local import Made, Workshop
from iomlib.build.task import DONE, PEOPLE, Engine, Task, Waiting, write_all
from iomlib.errors import ParameterError, ReportError

LOOK = 5  # seconds between two looks if all are still there
PATIENCE = 60  # seconds in which a scheduler and a worker have to be there
# Of this worker: a thread keeps one workshop for all its reports.
_WORKSHOPS: dict[tuple[int, Engine], Workshop] = {}


def make_there(
    tasks: Iterable[Waiting], scratch: Path, jobs: int, engine: Engine, address: str
) -> Iterator[Made]:
    """Make tasks on a cluster and yield each when it has ended.

    A worker that dies has its reports made by another; dask sees to that.

    Raises
    ------
    ParameterError
        No scheduler or no worker is there.
    ReportError
        The scheduler has gone, or every worker.
    """
    with _client(address, jobs) as client:
        waiting, given = iter(tasks), dict[Any, int]()
        most = 2 * max(1, sum(client.nthreads().values()))
        while True:
            for number, task in islice(waiting, most - len(given)):
                given[_submitted(client, task(), engine)] = number
            if not given:
                break
            for future in _ended(client, list(given)):
                yield _received(given.pop(future), future, scratch)
        client.run(end_workshops)


def _submitted(client: Client, task: Task, engine: Engine) -> Any:
    people = {name: Path(place).read_bytes() for name, place in task["people"].items()}
    with warnings.catch_warnings():  # dask tells of large arguments; a pool of people is one
        warnings.simplefilter("ignore", UserWarning)
        return client.submit(make_on_worker, json.dumps(task), engine, people, pure=False)


def _ended(client: Client, futures: list[Any]) -> list[Any]:
    """Wait until some have ended, and look from time to time if the scheduler and a worker are still there."""
    alone = 0  # seconds without a worker; one that went may come back
    while True:
        try:
            return list(wait(futures, timeout=LOOK, return_when="FIRST_COMPLETED").done)
        except FuturesCancelledError:  # what dask does to futures whose scheduler is not there any more
            raise ReportError(GONE) from None
        except TimeoutError:
            if client.status != "running":
                raise ReportError(GONE) from None
            alone = 0 if client.scheduler_info(n_workers=1)["workers"] else alone + LOOK
            if alone > PATIENCE:
                raise ReportError(NO_WORKER) from None


NO_WORKER = "--cluster: no worker is left. Start one, and run again."
GONE = "--cluster: the scheduler has gone. Run again, here or there."


def make_on_worker(text: str, engine: Engine, people: dict[str, bytes] | None = None) -> dict[str, Any]:
    """Make one report on a worker and return its files.

    Nothing is raised: dask would write what it was given, rows of people, into the log of the worker.
    """
    try:
        return _on_worker(text, engine, people)
    except Exception as trouble:  # whatever it is, its words may be data as well
        why = f"a worker of the cluster could not make it ({type(trouble).__name__}). Run again."
        return {"problems": [why], "kind": "", "files": {}}


def _on_worker(text: str, engine: Engine, people: dict[str, bytes] | None) -> dict[str, Any]:
    task: Task = json.loads(text)
    if [task["sha256"][part] for part in ("code", "needed")] != [of_iomlib()["code"], of_closure()]:
        return {"problems": [OTHER_CODE], "kind": "", "files": {}}
    files = people or {}
    made = _made(task, files, engine) or _made(task, files, engine)  # a workshop may be killed, once
    if made is None:
        return {"problems": [ENDED], "kind": "", "files": {}}
    done = made.folder / DONE
    found = [path for path in done.rglob("*") if path.is_file()]
    files = {path.relative_to(done).as_posix(): path.read_bytes() for path in found}
    shutil.rmtree(made.folder, ignore_errors=True)  # rows of people do not stay on a worker
    return {"problems": made.problems, "kind": made.kind, "files": files}


OTHER_CODE = "a worker of the cluster has another iomlib, or other packages. Install the same lock there."
ENDED = "the process that makes reports ended twice on a worker of the cluster. Run again."


def _made(task: Task, people: dict[str, bytes], engine: Engine) -> Made | None:
    key = (threading.get_ident(), engine)
    if key not in _WORKSHOPS:
        folder = tempfile.mkdtemp(prefix="iomlib-", dir=get_worker().local_directory)
        _WORKSHOPS[key] = Workshop(Path(folder), 1, engine)
    place = _WORKSHOPS[key].scratch / PEOPLE
    write_all(people, place)
    _WORKSHOPS[key].give(0, task | {"people": {name: str(place / name) for name in people}})
    made = _WORKSHOPS[key].take()
    shutil.rmtree(place, ignore_errors=True)
    if made is None:
        _end(key)
    return made


def _end(key: tuple[int, Engine]) -> None:
    workshop = _WORKSHOPS.pop(key)
    workshop.close()
    shutil.rmtree(workshop.scratch, ignore_errors=True)


def end_workshops() -> None:
    """Leave nothing of a run on a worker."""
    for key in list(_WORKSHOPS):
        _end(key)


def _received(number: int, future: Any, scratch: Path) -> Made:
    folder = scratch / f"report-{number}"
    if future.status != "finished":
        return Made(number, folder, ["the worker that made it died, and so did the others that tried."])
    result = future.result()
    write_all(result["files"], folder / DONE)
    return Made(number, folder, result["problems"], result["kind"])


@contextmanager
def _client(address: str, jobs: int) -> Iterator[Client]:
    """Give a client of the scheduler at an address, or of workers that are started here."""
    logging.disable()  # dask, tornado and asyncio tell of it all at length; what matters is in our words
    cluster = _local(jobs) if address == "local" else None
    client = None
    try:
        client = _connected(cluster or address, address)
        yield client
    finally:
        for each in (client, cluster):
            if each:
                each.close()
        logging.disable(logging.NOTSET)


def _connected(to: LocalCluster | str, address: str) -> Client:
    try:
        client = Client(to, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError):
        raise ParameterError(f"--cluster {address}: no scheduler answers there.") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise ParameterError(f"--cluster {address}: the scheduler has no worker.") from None
    return client


def _local(jobs: int) -> LocalCluster:
    """Start workers here. Ctrl-C is for us to hear: they inherit that it is not for them."""
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        own = {"n_workers": jobs, "threads_per_worker": 1, "memory_limit": 0, "dashboard_address": None}
        return LocalCluster(**own, silence_logs=logging.CRITICAL)
    finally:
        signal.signal(signal.SIGINT, heard)
