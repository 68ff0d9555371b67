"""Python as on Windows or on macOS, for the pages of this project only: what those systems lack is taken away.

Python reads this page at its start when its folder is on PYTHONPATH, in every process; CONCERTATION_ELSEWHERE says
which system (windows, macos). Pages of `sim` and `experiments` are then handed an `os`, a `signal`, a `time` and a
`sys` without the names that the system lacks; libraries keep theirs. On Windows, files behave as they do there: an open
file is neither moved nor deleted, nothing is renamed onto something that exists, folders are not opened, a file that
is only read is not flushed, some characters are refused in names, and `os.kill(process, 0)` would end the process.
"""

import builtins
import errno
import io
import os
import signal
import sys
import types
from collections.abc import Callable
from typing import Any

OURS = ("sim", "experiments")
SYSTEMS = {"windows": ("nt", "win32"), "macos": ("posix", "darwin")}
NO_MODULES = {
    "windows": ("fcntl", "grp", "posix", "pwd", "pty", "readline", "resource", "spwd", "syslog", "termios", "tty"),
    "macos": ("spwd",),
}
_LINUX_ONLY = (  # absent from Windows and from macOS
    "O_DIRECT O_PATH O_TMPFILE copy_file_range eventfd fdatasync getrandom memfd_create pipe2 posix_fadvise "
    "posix_fallocate sched_getaffinity sched_setaffinity sched_getparam sched_setscheduler setns splice unshare"
)
NO_NAMES = {
    "windows": {
        "os": f"{_LINUX_ONLY} O_CLOEXEC O_DIRECTORY O_DSYNC O_NOCTTY O_NOFOLLOW O_NONBLOCK O_SYNC F_LOCK WEXITSTATUS "
        "WIFEXITED WIFSIGNALED WNOHANG WTERMSIG chown chroot confstr ctermid fchdir fchown fork forkpty fstatvfs "
        "getegid geteuid getgid getgroups getloadavg getpgid getpgrp getpriority getsid getuid initgroups killpg "
        "lchown lockf mkfifo mknod nice openpty pathconf posix_spawn pread preadv pwrite pwritev register_at_fork "
        "sendfile setegid seteuid setgid setgroups setpgid setpriority setsid setuid statvfs sync sysconf tcgetpgrp "
        "ttyname uname wait wait3 wait4",
        "signal": "SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGPROF SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2 "
        "SIGVTALRM SIG_BLOCK SIG_SETMASK SIG_UNBLOCK ITIMER_REAL alarm getitimer pause pthread_kill pthread_sigmask "
        "setitimer siginterrupt sigpending sigtimedwait sigwait sigwaitinfo",
        "time": "clock_gettime clock_getres clock_settime pthread_getcpuclockid tzset CLOCK_MONOTONIC CLOCK_REALTIME",
        "socket": "AF_UNIX socketpair_unix sethostname",
        "select": "epoll poll kqueue",
    },
    "macos": {"os": _LINUX_ONLY, "signal": "sigtimedwait sigwaitinfo", "select": "epoll"},
}
REFUSED = set('<>:"|?*') | {chr(k) for k in range(32)}  # in the names of files, on Windows
LINUX_FILES = ("/proc", "/sys")


class Elsewhere(types.ModuleType):
    """A module of the standard library without what another system lacks."""

    def __init__(self, real: Any, absent: str, other: dict[str, Any]) -> None:
        super().__init__(real.__name__)
        self.__dict__.update(other)
        self.__real, self.__absent = real, frozenset(absent.split())

    def __getattr__(self, name: str) -> Any:
        if name in self.__absent:
            raise AttributeError(f"{self.__name__}.{name}: there is none on this system")
        return getattr(self.__real, name)


def ours(known: Any) -> bool:
    """True in a page of this project."""
    return str((known or {}).get("__name__", "")).split(".")[0] in (*OURS, "__main__")


def importing(system: str, handed: dict[str, Elsewhere]) -> Callable[..., Any]:
    """`import` as this project's pages have it."""
    real = builtins.__import__

    def found(name: str, known: Any = None, local: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        if level == 0 and ours(known):
            if name in NO_MODULES[system]:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            if name in handed and sys.modules.get(name) is not None:
                return handed[name]
        module = real(name, known, local, fromlist, level)
        return handed.get(name, module) if level == 0 and ours(known) else module

    return found


def without_linux_files(real: Callable[..., Any], windows: bool) -> Callable[..., Any]:
    """`open` that knows no /proc and, on Windows, refuses names that it refuses."""

    def opened(file: Any, *more: Any, **named: Any) -> Any:
        if isinstance(file, (str, os.PathLike)):
            path = os.fspath(file)
            if ours(sys._getframe(1).f_globals) or "pathlib" in sys._getframe(1).f_globals.get("__name__", ""):
                if str(path).startswith(LINUX_FILES):
                    raise FileNotFoundError(errno.ENOENT, "there is no such file on this system", path)
                if windows:
                    well_named(str(path))
        return real(file, *more, **named)

    return opened


def well_named(path: str) -> None:
    """Refuse what Windows refuses in the last part of a path."""
    name = os.path.basename(path.rstrip("/"))
    if REFUSED & set(name) or (name not in (".", "..") and name.endswith((".", " "))):
        raise OSError(errno.EINVAL, "Windows refuses this name", path)


def still_open(path: Any) -> bool:
    """True if this process has the file open, or a file of this folder."""
    real, links = os.path.realpath(os.fspath(path)), []
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        except OSError:
            continue
    return any(link == real or link.startswith(real + "/") for link in links)


def files_as_on_windows() -> dict[str, Any]:
    """Moves and deletions as on Windows, for every page; and the `os` functions that only our pages are handed."""
    import fcntl
    import shutil

    shutil._use_fd_functions = False  # as on Windows
    rename, replace, unlink, real_open, fsync = os.rename, os.replace, os.unlink, os.open, os.fsync

    def free(path: Any) -> None:
        if isinstance(path, (str, os.PathLike)) and still_open(path):
            raise PermissionError(errno.EACCES, "Windows: the file is open", os.fspath(path))

    def renamed(source: Any, target: Any, **more: Any) -> None:
        free(source)
        well_named(os.fspath(target))
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "Windows: cannot rename onto what exists", os.fspath(target))
        rename(source, target, **more)

    def replaced(source: Any, target: Any, **more: Any) -> None:
        free(source)
        free(target)
        if os.path.isdir(target):
            raise PermissionError(errno.EACCES, "Windows: a folder is never replaced", os.fspath(target))
        replace(source, target, **more)

    def deleted(path: Any, **more: Any) -> None:
        free(path)
        unlink(path, **more)

    def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if os.path.isdir(path):
            raise PermissionError(errno.EACCES, "Windows does not open folders", os.fspath(path))
        well_named(os.fspath(path))
        return real_open(path, flags, *more, **named)

    def flushed(descriptor: int) -> None:
        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, "Windows flushes only what is open for writing")
        fsync(descriptor)

    def killed(process: int, number: int) -> None:
        raise AssertionError(f"os.kill({process}, {number}) ends a process on Windows, whatever the number")

    os.rename, os.replace, os.unlink, os.remove = renamed, replaced, deleted, deleted
    return {"open": opened, "fsync": flushed, "kill": killed, "rename": renamed, "replace": replaced}


def only_known(number: int, handler: Any) -> Any:
    """`signal.signal` on Windows, which knows six signals."""
    if number not in (signal.SIGABRT, signal.SIGFPE, signal.SIGILL, signal.SIGINT, signal.SIGSEGV, signal.SIGTERM):
        raise ValueError(f"signal {number}: Windows has none")
    return signal.signal(number, handler)


def install(system: str) -> None:
    """From now on, this project's pages see this system."""
    import select
    import socket
    import time

    name, platform = SYSTEMS[system]
    windows = system == "windows"
    others: dict[str, dict[str, Any]] = {"os": {"name": name}, "sys": {"platform": platform}}
    if windows:
        others["os"] |= files_as_on_windows()
        others["signal"] = {"signal": only_known}
    real = {"os": os, "signal": signal, "time": time, "socket": socket, "select": select, "sys": sys}
    handed = {n: Elsewhere(module, NO_NAMES[system].get(n, ""), others.get(n, {})) for n, module in real.items()}
    builtins.__import__ = importing(system, handed)
    builtins.open = io.open = without_linux_files(io.open, windows)


if os.environ.get("CONCERTATION_ELSEWHERE"):
    install(os.environ["CONCERTATION_ELSEWHERE"])
