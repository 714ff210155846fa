"""A process that ends with the one that began it."""

import os
import signal
import subprocess
import sys

import pytest

from akropolis.base.lib.parents import end_with

CHILD = """
import os, sys, time
from akropolis.base.lib.parents import end_with
parent = os.getpid()
if not os.fork():
    end_with(parent)
    print("there", flush=True)
    time.sleep(60)
os.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows it")
def test_a_process_is_gone_when_the_one_that_began_it_is_killed() -> None:
    began = subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True)
    assert began.stdout
    assert began.stdout.readline() == "there\n"
    began.kill()
    assert began.stdout.read() == ""  # ends when nobody holds the pipe any more
    began.stdout.close()
    assert began.wait() == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows it")
def test_one_whose_parent_is_gone_already_ends_at_once() -> None:
    child = os.fork()
    if not child:
        end_with(os.getpid())
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
