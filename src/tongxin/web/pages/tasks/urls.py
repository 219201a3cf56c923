"""Addresses: tasks."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.tasks.tasks import add, change, finish, reopen, task, tasks

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks", tasks, name="tasks"),
    path("tasks/new", add, name="task_new"),
    path("tasks/<int:task_id>", task, name="task"),
    path("tasks/<int:task_id>/finish", finish, name="task_finish"),
    path("tasks/<int:task_id>/reopen", reopen, name="task_reopen"),
    path("tasks/<int:task_id>/change", change, name="task_change"),
]
