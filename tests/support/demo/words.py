"""What the demo says, in Swedish and English."""

TEXTS = {
    "title": ("samkat: fyra kommuner, en gemensam katalog",
              "samkat: four municipalities, one shared directory"),
    "place": ("Allt som görs ligger i {folder}", "All that is made lies in {folder}"),
    "start": ("Katalogen och registren", "The directory and the registers"),
    "started": ("En privat metakatalog (slapd) svarar på {uri}, under {base}.",
                "A private metakatalog (slapd) answers at {uri}, below {base}."),
    "exported": ("Registren i {names} har exporterat {accounts} personer med konton.",
                 "The registers of {names} have exported {accounts} people with accounts."),
    "check": ("Konfigurationen är rätt, och källor och katalog går att nå",
              "The configuration is right, and sources and directory can be reached"),
    "dry": ("Torrkörning: vad skulle hända? Inget skrivs", "Dry run: what would happen? Nothing is written"),
    "held": ("Bromsen har stoppat en kommuns första ändringsförslag: någon ska ha sett dem. Vi godkänner.",
             "The guard holds a municipality's first plan: somebody should have looked. We approve."),
    "apply": ("Genomför", "Apply"),
    "again": ("Kör igen: inget att göra", "Again: nothing to do"),
    "nothing": ("Inget är kvar för samkat att göra. Det som rör skyddade personer görs för hand.",
                "Nothing is left for samkat to do. What concerns protected people is for hands."),
    "day": ("En dag går: registren exporterar igen", "A day passes: the registers export again"),
    "changed": ("Registren har ändrat {count} konton: {kinds}.", "The registers have changed {count} accounts: {kinds}."),
    "created": ("{count} nya", "{count} new"),
    "modified": ("{count} ändrade", "{count} modified"),
    "grace": ("{count} har slutat", "{count} have left"),
    "disabled": ("{count} spärrade", "{count} disabled"),
    "returned": ("{count} är tillbaka", "{count} are back"),
    "day_held": ("Bromsen har stoppat några av dagens ändringar. Vi har sett dem och godkänner.",
                 "The guard holds some of the day's changes. We have seen them and approve."),
    "truth": ("Stämmer det? En kontroll som inte delar kod med samkat", "Is it true? A checker that shares no code with samkat"),
    "truth_now": ("Katalogen mot registren, konto för konto:", "The directory against the registers, account by account:"),
    "truth_day": ("Dagens skillnad mot vad registren ändrade:", "The day's difference against what the registers changed:"),
    "truth_log": ("Ändringsloggens kedjor:", "The chains of the change log:"),
    "person": ("En elev som har flyttat till en annan kommun", "A pupil who has moved to another municipality"),
    "attributes": ("Vad en identitetsutfärdare kan lämna ut om eleven", "What an identity provider can release about the pupil"),
    "log": ("Vad ändringsloggen säger om eleven", "What the change log says about the pupil"),
    "more": ("… {count} rader till", "… {count} more lines"),
    "done": ("Klart på {seconds} s. Prova själv:", "Done in {seconds} s. Try it yourself:"),
    "daemon": ("samkatd körs nu och ser efter ändringar i exporterna. Ctrl-C avslutar. Prova i ett annat fönster:",
               "samkatd now runs and watches the exports. Ctrl-C ends it. Try in another window:"),
    "stopped": ("samkatd och katalogen är stoppade.", "samkatd and the directory are stopped."),
    "failed": ("Demon avbröts: {what}", "The demo broke off: {what}"),
}


class Words:
    """The texts of one language."""

    def __init__(self, lang):
        self._index = 0 if lang == "sv" else 1

    def __call__(self, key, **values):
        return TEXTS[key][self._index].format(**values)
