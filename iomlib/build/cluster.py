"""Has reports made by the workers of a dask scheduler; the optional extra `cluster`.

A task carries all that a report is made from, and its files come back with the answer: scheduler
and workers need no disk in common with this machine, only the same iomlib.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster, as_completed, get_worker

from iomlib.build.fingerprint import of_iomlib, of_packages
from iomlib.build.local import Made, Workshop
from iomlib.build.task import DONE, Engine, Task, write_all
from iomlib.errors import ParameterError

PATIENCE = 60  # seconds in which a worker has to be there
_HERE = threading.local()  # a worker's thread keeps one workshop for all its reports


def make_there(
    tasks: Iterable[tuple[int, Callable[[], Task]]], scratch: Path, jobs: int, engine: Engine, address: str
) -> Iterator[Made]:
    """Make tasks on a cluster and yield each when it has ended.

    A worker that dies has its reports made by another; dask sees to that.

    Raises
    ------
    ParameterError
        No scheduler or no worker is there.
    """
    with _client(address, jobs) as client:
        waiting, ended = iter(tasks), as_completed(with_results=True, raise_errors=False)
        numbers: dict[Any, int] = {}
        most = 2 * max(1, sum(client.nthreads().values()))
        while True:
            for number, task in islice(waiting, most - len(numbers)):
                future = client.submit(make_on_worker, json.dumps(task()), engine, pure=False)
                numbers[future.key] = number
                ended.add(future)
            if not numbers:
                return
            future, result = next(ended)
            yield _received(numbers.pop(future.key), future.status, result, scratch)


def make_on_worker(text: str, engine: Engine) -> dict[str, Any]:
    """Make one report on a worker and return its files."""
    task: Task = json.loads(text)
    here = {"code": of_iomlib()["code"], "packages": of_packages()}
    other = [name for name, sha in here.items() if sha != task["sha256"][name]]
    if other:
        return {"problems": [OTHER_CODE], "kind": "", "files": {}}
    workshop = _workshop(engine)
    workshop.give(0, task)
    made = workshop.take()
    if made is None:
        del _HERE.workshop
        raise RuntimeError("the workshop ended")  # dask tells, and the report has failed
    done = made.folder / DONE
    files = {
        path.relative_to(done).as_posix(): path.read_bytes() for path in done.rglob("*") if path.is_file()
    }
    return {"problems": made.problems, "kind": made.kind, "files": files}


OTHER_CODE = "a worker of the cluster has another iomlib, or other packages. Install the same lock there."


def _workshop(engine: Engine) -> Workshop:
    if not hasattr(_HERE, "workshop"):
        folder = Path(get_worker().local_directory) / f"iomlib-{threading.get_ident()}"
        folder.mkdir()
        _HERE.workshop = Workshop(folder, 1, engine)
    workshop: Workshop = _HERE.workshop
    return workshop


def _received(number: int, status: str, result: Any, scratch: Path) -> Made:
    folder = scratch / f"report-{number}"
    if status != "finished":
        return Made(number, folder, ["the worker that made it died, and so did the others that tried."])
    write_all(result["files"], folder / DONE)
    return Made(number, folder, result["problems"], result["kind"])


@contextmanager
def _client(address: str, jobs: int) -> Iterator[Client]:
    """Give a client of the scheduler at an address, or of workers that are started here."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in our words
    own = {"n_workers": jobs, "threads_per_worker": 1, "memory_limit": 0, "dashboard_address": None}
    try:
        cluster = LocalCluster(**own) if address == "local" else None
        client = Client(cluster or address, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError):
        raise ParameterError(f"--cluster {address}: no scheduler answers there.") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        yield client
    except TimeoutError:
        raise ParameterError(f"--cluster {address}: the scheduler has no worker.") from None
    finally:
        client.close()
        if cluster:
            cluster.close()
