from django.urls import path

from risk_jobs.words.views import drafts, exchange, feedback, rules, trials

urlpatterns = [
    path("desk/words/", rules.rules, name="rules"),
    path("desk/words/new/", drafts.rule_new, name="rule_new"),
    path("desk/words/try/", rules.rules_try, name="rules_try"),
    path("desk/words/audit/", feedback.rules_audit, name="rules_audit"),
    path("desk/words/upload/", exchange.rules_upload, name="rules_upload"),
    path("desk/words/download/<str:form>/", exchange.rules_download, name="rules_download"),
    path("desk/words/readings/<str:ref>/", trials.trial, name="trial"),
    path("desk/words/readings/<str:ref>/<int:hit>/", trials.trial_judge, name="trial_judge"),
    path("desk/words/missed/<uuid:text>/", feedback.missed_text, name="missed_text"),
    path("desk/words/missed/<str:thread>/<int:number>/", feedback.missed_post, name="missed_post"),
    path("desk/words/<str:ref>/", rules.rule, name="rule"),
    path("desk/words/<str:ref>/compare/", rules.rule_compare, name="rule_compare"),
    path("desk/words/<str:ref>/draft/", drafts.rule_draft, name="rule_draft"),
    path("desk/words/<str:ref>/<int:number>/edit/", drafts.rule_edit, name="rule_edit"),
    path("desk/words/<str:ref>/<int:number>/try/", rules.rule_try, name="rule_try"),
    path("desk/words/<str:ref>/<int:number>/read-back/", trials.rule_read_back, name="rule_read_back"),
    path("desk/words/<str:ref>/<int:number>/shadow/", drafts.rule_shadow, name="rule_shadow"),
    path("desk/words/<str:ref>/<int:number>/publish/", drafts.rule_publish, name="rule_publish"),
    path("desk/words/<str:ref>/<int:number>/retire/", drafts.rule_retire, name="rule_retire"),
]
