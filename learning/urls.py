"""Addresses of learning: what a reader does. What a reader sees are Wagtail's pages."""

from django.urls import path

from learning import views

app_name = "learning"
urlpatterns = [
    path("courses/<uuid:course_key>/enrol/", views.course_enrol, name="course_enrol"),
    path("courses/<uuid:course_key>/leave/", views.course_leave, name="course_leave"),
    path("lessons/<uuid:lesson_key>/read/", views.lesson_read, name="lesson_read"),
    path("lessons/<uuid:lesson_key>/unread/", views.lesson_unread, name="lesson_unread"),
    path("lessons/<uuid:lesson_key>/bookmark/", views.lesson_bookmark, name="lesson_bookmark"),
]
