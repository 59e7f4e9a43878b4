"""Addresses of communities and threads. A thread has its own, so that it may move to another community."""

from django.urls import include, path

from cop import views

app_name = "cop"

in_community = [
    path("", views.community_show, name="community_show"),
    path("join/", views.community_join, name="community_join"),
    path("leave/", views.community_leave, name="community_leave"),
    path("members/", views.members_show, name="members_show"),
    path("members/<uuid:person>/", views.member_decide, name="member_decide"),
    path("members/<uuid:person>/remove/", views.member_remove, name="member_remove"),
    path("edit/", views.community_edit, name="community_edit"),
    path("threads/new/", views.thread_start, name="thread_start"),
    path("threads/new/draft/", views.thread_draft_save, name="thread_draft_save"),
]
in_thread = [
    path("", views.thread_show, name="thread_show"),
    path("unread/", views.thread_unread, name="thread_unread"),
    path("read/", views.thread_read, name="thread_read"),
    path("settings/", views.thread_manage, name="thread_manage"),
    path("title/", views.thread_rename, name="thread_rename"),
    path("draft/", views.draft_save, name="draft_save"),
    path("posts/", views.post_add, name="post_add"),
    path("posts/sent/", views.post_sent, name="post_sent"),
    path("posts/<int:number>/", views.post_show, name="post_show"),
    path("posts/<int:number>/edit/", views.post_edit, name="post_edit"),
    path("posts/<int:number>/draft/", views.post_draft_save, name="post_draft_save"),
    path("posts/<int:number>/history/", views.post_history, name="post_history"),
    path("posts/<int:number>/hide/", views.post_hide, name="post_hide"),
    path("posts/<int:number>/delete/", views.post_delete, name="post_delete"),
    path("posts/<int:number>/undelete/", views.post_undelete, name="post_undelete"),
    path("posts/<int:number>/restore/", views.post_restore, name="post_restore"),
    path("posts/<int:number>/reactions/", views.post_react, name="post_react"),
]
urlpatterns = [
    path("communities/", views.communities_show, name="communities_show"),
    path("communities/<slug:slug>/", include(in_community)),
    path("threads/<uuid:thread_id>/", include(in_thread)),
]
