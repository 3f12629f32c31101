from medications.importers.import_command import ImportCommand
from medications.importers.labels_importer import LabelsImporter


class Command(ImportCommand):
    help = "Import drug labels of openFDA as drug pages, medicines and classes. Run it again to update."
    importer = LabelsImporter
    files = "Drug label download of openFDA in JSON: plain, gzip or zip."
