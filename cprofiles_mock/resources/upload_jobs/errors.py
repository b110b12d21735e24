"""Errors about upload jobs."""

from __future__ import annotations

from ...exceptions import BadRequestException


def cannot(verb: str, job_id: str, status: str) -> BadRequestException:
    return BadRequestException(f"Upload job {job_id} is {status} and cannot be {verb}")


def no_path_any_more(job_id: str, status: str) -> BadRequestException:
    return BadRequestException(
        f"Upload job {job_id} is {status}; a file can be uploaded before the job is started"
    )
