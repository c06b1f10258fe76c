"""The configuration of a story's installation: today's programs read it, and those of the first version."""
from .people import PUPIL_COLUMNS, STAFF_COLUMNS

MAIN = """language = "en"
state_dir = "{folder}/state"
key_dir = "{folder}/keys"
profile = "skolfederation"

[directory]
name = "metakatalog"
{directory}

[guard]
first_run = false
"""
# Where no whole cage can be built, samkat is tried all the same. Programs without a cage do not know the setting.
CONNECTORS = '\n[connectors]\nmissing_layers = "best-effort"\n'

MUNICIPALITY = """[municipality]
code = "{code}"
name = "{name}"
base = "ou={name},{suffix}"
scope = "edu.{name}.example"
civic_number = true

[lifecycle]
grace_days = 30
"""
SOURCE = """
[[source]]
name = "{name}"
connector = "{connector}"
{more}

[source.settings]
path = "{path}"
{settings}

[source.map.{role}]
role = "{role}"
"""
CSV_SETTINGS = 'kind = "{role}"\nkey = "id"\nsettle = "0s"\n'
TARGETS = {"id": "register_id", "civic": "civic_number", "given": "given_name", "family": "family_name",
           "protected": "protection", "unit": "unit", "school": "unit_name", "year": "school_year", "class": "class_name",
           "start": "start_date", "end": "end_date", "duty": "duty_role"}
COLUMNS = {"pupil": PUPIL_COLUMNS, "staff": STAFF_COLUMNS}


def source(name, path, role="pupil", columns=None, more="", settings="", connector="csv"):
    """A [[source]] that maps each column to the field it is named for."""
    settings = (CSV_SETTINGS.format(role=role) if connector == "csv" else "") + settings
    text = SOURCE.format(name=name, connector=connector, more=more, path=path, settings=settings, role=role)
    return text + "".join(f'{TARGETS[column]} = "{{{column}}}"\n' for column in columns or COLUMNS[role])
