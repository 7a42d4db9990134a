"""What a person sees in an MLflow store."""

from pathlib import Path

from forexlib.registry.store import MlflowStore

NAME = "forex-USDCLP-nbp_fixing-7d"


class Seen:
    """What a person sees in a store."""

    def __init__(self, folder: Path, uri: str = "") -> None:
        from mlflow.tracking.client import MlflowClient  # noqa: PLC0415  (heavy)

        self.client = MlflowClient(MlflowStore.at(folder, uri).uri)

    def versions(self, name: str = NAME) -> dict[str, str]:
        """Version to MLflow's number, of each that is registered; fails on doubles."""
        found = [
            (one.tags["version"], str(one.version))
            for one in self.client.search_model_versions(f"name='{name}'")
        ]
        assert len(dict(found)) == len(found)
        return dict(found)

    def aliases(self, name: str = NAME) -> dict[str, str]:
        numbers = {number: version for version, number in self.versions(name).items()}
        found = self.client.get_registered_model(name).aliases
        return {alias: numbers[str(number)] for alias, number in found.items()}

    def runs(self) -> list[str]:
        """Versions of the runs, sorted."""
        experiment = self.client.get_experiment_by_name("forex-USDCLP-nbp_fixing")
        assert experiment is not None
        found = self.client.search_runs([experiment.experiment_id], run_view_type=3)
        return sorted(run.data.tags["version"] for run in found)

    def run_of(self, version: str) -> str:
        number = self.versions()[version]
        run_id = self.client.get_model_version(NAME, number).run_id
        assert run_id is not None
        return run_id
